# A purchase of a customer on file. CUSTOMERS PURCHASES ID CUSTOMER DAY FEN
[ -n "$(recsel -t customer -e "id = '$4'" -P id "$1")" ] || exit 3
recins -t purchase -f id -v "$3" -f customer -v "$4" -f on -v "$5" -f day -v "$(echo "$5" | tr -d -)" \
    -f fen -v "$6" "$2" && sync "$2"
