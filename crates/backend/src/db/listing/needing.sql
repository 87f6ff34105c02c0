where (created_at < $2 or (created_at = $2 and id < $3)) and +created_at >= $4 and +created_at < $5
  and ($6 = '' or status = $6) and ($7 = '' or button = $7)
  and id in (select order_id from alerts where settled_at is null)
  and ($8 = '%' or found.id like $8 escape '!' or found.folded like $8 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $8 escape '!' or c.customer_phone like $8 escape '!' or lower(c.voucher_digits) like $8 escape '!')))
  and ($9 = '%' or found.id like $9 escape '!' or found.folded like $9 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $9 escape '!' or c.customer_phone like $9 escape '!' or lower(c.voucher_digits) like $9 escape '!')))
  and ($10 = '%' or found.id like $10 escape '!' or found.folded like $10 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $10 escape '!' or c.customer_phone like $10 escape '!' or lower(c.voucher_digits) like $10 escape '!')))
  and ($11 = '%' or found.id like $11 escape '!' or found.folded like $11 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $11 escape '!' or c.customer_phone like $11 escape '!' or lower(c.voucher_digits) like $11 escape '!')))
  and ($12 = '%' or found.id like $12 escape '!' or found.folded like $12 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $12 escape '!' or c.customer_phone like $12 escape '!' or lower(c.voucher_digits) like $12 escape '!')))
  and ($13 = '%' or found.id like $13 escape '!' or found.folded like $13 escape '!'
    or exists (select 1 from charges c where c.order_id = found.id and (c.folded like $13 escape '!' or c.customer_phone like $13 escape '!' or lower(c.voucher_digits) like $13 escape '!')))
order by +created_at desc, id desc limit $14
