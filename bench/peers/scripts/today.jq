# The morning board in one pass: calls of the span, today's wishes, complaints near their time.
def short: gsub("-"; "")[2:];
def kept: (if startswith("lunar:") then "lunar:" else "" end) + .[-5:];
$ask[0] as $a
| reduce inputs as $r ({done: {}, owed: {}, late: {}, out: [], born: [], told: []};
    if $r.tries then
      (if $r.result != "no-answer" and $r.due >= $a.first then .done[$r.id] = true else . end)
      | if $r.settle_on and $r.settle_on >= $a.first and $r.settle_on <= $a.last
        then .owed[$r.customer] +=
          [[$r.settle_on, "appointment." + $r.about + "." + ($r.settle_on | short)]]
        else . end
    elif $r.total then
      if $a.days[$r.on] then .owed[$r.customer] += [[$a.days[$r.on], "purchase." + $r.id]]
      else . end
    elif $r.state then
      (if $r.resolved_on and $a.settled[$r.resolved_on]
       then .owed[$r.customer] += [[$a.settled[$r.resolved_on], "complaint." + $r.id]]
       else . end)
      | if $r.state == "logged" and $r.on <= $a.pressing
        then .late[$r.customer] += [[$r.on, $r.id]] else . end
    else
      (if .owed[$r.id] then .out += [.owed[$r.id][] | . + [$r.name, $r.phone]] else . end)
      | (if .late[$r.id] then .told += [.late[$r.id][] | . + [$r.name, $r.phone]] else . end)
      | [($r.birthday // "" | $a.born_today[kept] // [])[]
         | [., "birthday." + $r.id + "." + short, $r.name, $r.phone]] as $hers
      | if ($hers | length) > 0 then .born += $hers else . end
    end)
| .done as $done
| {callbacks: (.out | map(select($done[.[1]] | not)) | sort),
   birthdays: (.born | map(select($done[.[1]] | not)) | sort),
   complaints: (.told | sort)}
