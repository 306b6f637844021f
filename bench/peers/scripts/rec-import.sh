# Both lists as they are; nothing is checked. FOLDER CUSTOMERS PURCHASES
csv2rec -t customer "$2" > "$1/new-customers.rec" && csv2rec -t purchase "$3" > "$1/new-purchases.rec" &&
    sync "$1/new-customers.rec" "$1/new-purchases.rec"
