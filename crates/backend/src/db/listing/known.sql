select 1 as known where exists (select 1 from orders where id = $1) or exists (select 1 from charges where id = $1)
  or exists (select 1 from orders where reference_folded = $2)
  or exists (select 1 from charges where email_folded = $2)
  or exists (select 1 from charges where customer_phone = $3) or exists (select 1 from charges where voucher_digits = $3)
