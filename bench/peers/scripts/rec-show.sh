# One customer with what she spent (recsel's own sums heed no selection). FOLDER EXPRESSION
her=$(recsel -t customer -e "$2" -R id,name,phone "$1/customers.rec")
recsel -t purchase -e "customer = '${her%% *}'" -P fen "$1/purchases.rec" |
    awk -v her="$her" 'NF { fen += $1; n += 1 } END { printf "%s %d %d\n", her, fen, n }'
