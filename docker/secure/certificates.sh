#!/bin/bash
# Makes a certificate authority and a certificate for each server, and keeps them in volumes: each server gets its own key,
# everybody the certificate of the authority. The key of the authority is not kept, so nobody can sign another certificate.
# Does nothing if certificates exist that are valid for 30 more days. Needs openssl and the capability CHOWN.
set -euo pipefail
umask 077

days=365
authority=/certificates/authority/ca.pem

if openssl x509 -in "$authority" -noout -checkend $((30 * 24 * 3600)) > /dev/null 2>&1; then
  exit
fi

cd "$(mktemp -d)"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days $days -subj '/CN=Orderly CA' \
  -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' -keyout ca.key -out ca.pem

issue() { # NAME NAMES-OF-THE-SERVER
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf '%s\n' "subjectAltName=$2" 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
    'extendedKeyUsage=serverAuth' > "$1.extensions"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days $days -extfile "$1.extensions" -out "$1.pem"
}

# Sets mode and owner before the file has its name, and the mode before the owner, after which root may not change it.
keep() { # FILE TARGET MODE OWNER
  cp "$1" "$2.new"
  chmod "$3" "$2.new"
  chown "$4" "$2.new"
  mv -f "$2.new" "$2"
}

issue kafka DNS:kafka,DNS:kafka-1,DNS:kafka-2,DNS:kafka-3,DNS:localhost
issue postgres DNS:postgres,DNS:localhost
cat kafka.key kafka.pem > kafka-key-and-certificate.pem

# The users of the images of Kafka and PostgreSQL. PostgreSQL takes a key only if nobody else can read it.
keep kafka-key-and-certificate.pem /certificates/kafka/server.pem 400 1000:1000
keep postgres.key /certificates/postgres/server.key 400 999:999
keep postgres.pem /certificates/postgres/server.pem 444 0:0
keep ca.pem "$authority" 444 0:0
rm -f ca.key
echo "Made certificates for $days days: $(openssl x509 -in "$authority" -noout -fingerprint -sha256)"
