"""The after-sales and customer-care desk of a shop, over a folder of plain JSON."""

__version__ = "0.1.0"
