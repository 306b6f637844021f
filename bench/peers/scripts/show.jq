# One customer with what she spent: customers first, then purchases.
def yuan: tostring | (if length < 3 then ("00" + .)[-3:] else . end) | .[:-2] + "." + .[-2:];
reduce inputs as $r ({her: null, fen: 0, purchases: 0};
    if $r.total then
      if $r.customer == .her.id
      then .fen += ($r.total | gsub("\\."; "") | tonumber) | .purchases += 1 else . end
    elif $r[$field] == $value then .her = $r else . end)
| .her + {total: (.fen | yuan), purchases: .purchases} | {id, name, phone, total, purchases}
