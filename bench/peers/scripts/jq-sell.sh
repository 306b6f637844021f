# A purchase of a customer on file. CUSTOMERS PURCHASES ID CUSTOMER DAY PRICE
[ -n "$(jq -c --arg id "$4" 'select(.id == $id)' "$1")" ] || exit 3
jq -cn --arg id "$3" --arg customer "$4" --arg on "$5" --arg price "$6" '{$id, $customer,
    items: [{amount: $price, category: "textile", price: $price, qty: 1, sku: "A101"}],
    $on, total: $price}' >> "$2" && sync "$2"
