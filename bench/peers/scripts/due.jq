# What is due and not done, in one pass: callbacks, purchases and complaints first, customers last.
# $ask holds the days asked for, and whose birthdays fall on which of them.
def short: gsub("-"; "")[2:];
def kept: (if startswith("lunar:") then "lunar:" else "" end) + .[-5:];
$ask[0] as $a
| reduce inputs as $r ({done: {}, owed: {}, out: []};
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
      if $r.resolved_on and $a.settled[$r.resolved_on]
      then .owed[$r.customer] += [[$a.settled[$r.resolved_on], "complaint." + $r.id]]
      else . end
    else
      ((.owed[$r.id] // [])
       + [($r.birthday // "" | $a.window[kept] // [])[] | [., "birthday." + $r.id + "." + short]]
      ) as $hers
      | if ($hers | length) > 0 then .out += [$hers[] | . + [$r.name, $r.phone]] else . end
    end)
| .done as $done | .out | map(select($done[.[1]] | not)) | sort
