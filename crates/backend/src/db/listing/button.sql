  and ($6 = '' or status = $6) and button = $7
order by created_at desc, id desc limit $8
