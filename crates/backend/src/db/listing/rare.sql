  and id in (select order_id from charges where state in ('requested', 'pending', 'refunded') and state in ($8, $9))
order by +created_at desc, id desc limit $10
