"""The Chinese calendar: moons, solar terms, festivals, workdays. Tables alone, no library."""
