  and id in (select id from (select id from orders where id = $8 union select order_id from charges where id = $8) by_id
    union select id from (select id from orders where reference_folded = $9 and created_at >= $4 and created_at < $5
      order by created_at desc limit $10) by_reference
    union select order_id from (select order_id from charges where email_folded = $9
      order by created_at desc limit $10) by_email
    union select order_id from (select order_id from charges where customer_phone = $11
      order by created_at desc limit $10) by_phone
    union select order_id from (select order_id from charges where voucher_digits = $11
      order by created_at desc limit $10) by_digits)
order by +created_at desc, id desc limit $12
