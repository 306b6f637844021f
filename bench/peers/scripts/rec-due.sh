# What is due and not done. FOLDER DAYS FIRST LAST BORN
# DAYS holds lines "purchase 2026-11-01 2026-11-08"; BORN is a regular expression of birthdays,
# and the same file holds lines "birthday 11-22 2026-11-22". Days are compared as numbers.
first=$(echo "$3" | tr -d -) last=$(echo "$4" | tr -d -)
span() { awk -v kind="$1" '$1 == kind { gsub("-", "", $2); print $2 }' "$2" | sort | sed -n "$3"; }
{
    echo "#days"
    cat "$2"
    echo "#done"
    recsel -t callback -e "due >= $first && result != 'no-answer'" -P id "$1/callbacks.rec" | grep .
    echo "#appointment"
    recsel -t callback -e "settle >= $first && settle <= $last" -R about,settle_on,customer \
        "$1/callbacks.rec"
    echo "#purchase"
    recsel -t purchase -e "day >= $(span purchase "$2" 1p) && day <= $(span purchase "$2" '$p')" \
        -R id,on,customer "$1/purchases.rec"
    echo "#complaint"
    recsel -t complaint -e "settled >= $(span complaint "$2" 1p) && settled <= $(span complaint "$2" '$p')" \
        -R id,resolved_on,customer "$1/complaints.rec"
    echo "#customer"
    recsel -t customer -R id,name,phone,kept "$1/customers.rec"
} | awk '
    /^#/ { part = $1; next }
    part == "#days" { due[$1, $2] = due[$1, $2] " " $3; next }
    part == "#done" { done[$1] = 1; next }
    part == "#customer" {
        if ($1 in owed) { n = split(owed[$1], keys, " ")
            for (i = 1; i < n; i += 2) tell(keys[i], keys[i + 1]) }
        n = split(due["birthday", $4], days, " ")
        for (i = 1; i <= n; i++) tell(days[i], "birthday." $1 "." short(days[i]))
        next
    }
    NF { day = part == "#appointment" ? $2 : substr(due[substr(part, 2), $2], 2)
        key = substr(part, 2) "." $1 (part == "#appointment" ? "." short($2) : "")
        owed[$3] = owed[$3] day " " key " " }
    function short(day) { gsub("-", "", day); return substr(day, 3) }
    function tell(day, key) { if (!(key in done)) print day, key, $2, $3 }
' | sort
