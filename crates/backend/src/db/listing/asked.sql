  and ($6 = '' or status = $6) and ($7 = '' or button = $7)
