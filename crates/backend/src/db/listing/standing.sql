select id from (select o.id, o.created_at, o.button, o.folded, case
  when r.received > o.amount then 'overpaid' when r.received = o.amount then 'paid'
  when r.received > 0 then 'partly_paid' when r.open > 0 then 'pending' when r.refunded > 0 then 'refunded'
  when r.last = 'expired' or o.expires_at <= $1 then 'expired' else 'open' end as status
from orders o join (select orders.id as order_id,
  cast(coalesce((select sum(c.received) from charges c where c.order_id = orders.id and c.state = 'paid'), 0) as bigint) as received,
  (select count(*) from charges c where c.order_id = orders.id and (c.state = 'requested'
    or (c.state = 'pending' and (c.voucher_expires_at is null or c.voucher_expires_at <= c.created_at or c.voucher_expires_at + 600 > $1)))) as open,
  (select count(*) from charges c where c.order_id = orders.id and c.state = 'refunded') as refunded,
  (select case when c.state = 'pending' and c.voucher_expires_at > c.created_at and c.voucher_expires_at + 600 <= $1 then 'expired' else c.state end from charges c where c.order_id = orders.id order by c.position desc, c.id desc limit 1) as last
from orders) r on r.order_id = o.id) found
