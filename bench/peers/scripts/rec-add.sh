# A customer whose phone nobody has yet; recins keeps keys unique, no other field. FILE ID NAME PHONE
[ -z "$(recsel -t customer -e "phone = '$4'" -P id "$1")" ] || exit 5
recins -t customer -f id -v "$2" -f name -v "$3" -f phone -v "$4" "$1" && sync "$1"
