where (created_at < $2 or (created_at = $2 and id < $3)) and created_at >= $4 and created_at < $5
  and ($6 = '' or status = $6) and button = $7
order by created_at desc, id desc limit $8
