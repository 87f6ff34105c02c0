where (created_at < $2 or (created_at = $2 and id < $3)) and created_at >= $4 and created_at < $5
