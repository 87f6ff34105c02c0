where (created_at < $2 or (created_at = $2 and id < $3)) and +created_at >= $4 and +created_at < $5
  and ($6 = '' or status = $6) and ($7 = '' or button = $7)
  and id in (select order_id from alerts where settled_at is null)
  and ($8 = '%%' or lower(id) like $8 escape '!' or lower(description) like $8 escape '!'
    or lower(reference) like $8 escape '!' or exists (select 1 from charges c where c.order_id = found.id and
      (lower(c.customer_name) like $8 escape '!' or lower(c.customer_email) like $8 escape '!'
      or c.customer_phone like $8 escape '!' or c.voucher_digits like $8 escape '!')))
order by +created_at desc, id desc limit $9
