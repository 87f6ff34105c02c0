# A Postgres cluster for as long as somebody holds the other end of this script's input: it lives in a new folder, is
# reached through a socket there and by no port, and is gone when the tests are, however they end.
# $1: the folder of Postgres' programs. $2: what the server is told besides.
set -eu
folder=$(mktemp -d)
trap '"$1/pg_ctl" -D "$folder/db" -m immediate -s stop || true; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
"$1/initdb" -D "$folder/db" -U ficha -A trust -E UTF8 --locale=C.UTF-8 -N >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log" >&2
    exit 1
}
options="-k $folder -c listen_addresses='' -c max_connections=200 $2"
"$1/pg_ctl" -D "$folder/db" -l "$folder/postgres.log" -o "$options" -w -s start </dev/null || {
    cat "$folder/postgres.log" >&2
    exit 1
}
echo "$folder"
cat >/dev/null
