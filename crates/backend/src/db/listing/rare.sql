where (created_at < $2 or (created_at = $2 and id < $3)) and +created_at >= $4 and +created_at < $5
  and ($6 = '' or status = $6) and ($7 = '' or button = $7)
  and id in (select order_id from charges where state in ('requested', 'pending', 'refunded') and state in ($8, $9))
order by +created_at desc, id desc limit $10
