# jq reads, the shell writes: a customer whose phone nobody has yet. FILE ID NAME PHONE
[ -z "$(jq -c --arg phone "$4" 'select(.phone == $phone)' "$1")" ] || exit 5
jq -cn --arg id "$2" --arg name "$3" --arg phone "$4" '{$id, $name, $phone}' >> "$1" && sync "$1"
