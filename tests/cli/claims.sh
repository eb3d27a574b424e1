#!/bin/sh
# What `umbra explain` says of keys and of what stands beside them, held against the programs that made them.
. "$TESTS/cli/lib.sh.inc"

# fingerprint FILE: as umbra tells it
fingerprint() {
	"$UMBRA" explain "$1" 2>/dev/null | sed -n 's/^    fingerprint *\(SHA256:[^ ]*\).*/\1/p'
}
if command -v ssh-keygen >/dev/null; then
	for kind in "rsa 2048" "ecdsa 256" "ecdsa 384" "ecdsa 521" "ed25519 256"; do
		type=${kind% *} bits=${kind#* }
		for form in "OPENSSH " "OPENSSH longer-words" "PEM " "PKCS8 "; do
			[ "$type" != ed25519 ] || [ "${form% *}" = OPENSSH ] || continue
			rm -f key key.pub
			ssh-keygen -q -t "$type" -b "$bits" -N "${form#* }" -C "me@test.invalid" -f key $([ "${form% *}" = OPENSSH ] || echo "-m ${form% *}") </dev/null
			want=$(ssh-keygen -lf key.pub | cut -d ' ' -f 2)
			[ "$(fingerprint key)" = "$want" ] || { echo "FAIL $kind, $form: '$(fingerprint key)' is not $want"; failed=1; }
		done
	done
	rm -f key key.pub
	ssh-keygen -q -t rsa -b 2048 -N longer-words -m PEM -f key </dev/null
	expect 1 "the old form" "$UMBRA" explain key
	has out "    protected by   pass-phrase (one round of MD5)" "what protects it"
	lacks out "fingerprint" "what cannot be read"
fi

# The same object as it stands, and in base64, in a YAML file with more around it.
make pem '{pem:pkcs8}'
key=$(awk '{ printf "%s\\n", $0 }' pem)
cat >plain.json <<EOF
{
  "type": "service_account",
  "project_id": "proj-1",
  "private_key_id": "0123456789abcdef",
  "private_key": "$key",
  "client_email": "svc@proj-1.iam.gserviceaccount.com",
  "client_id": "1234567890"
}
EOF
printf 'data:\n  key.json: %s\n' "$(base64 <plain.json | tr -d '\n')" >coded.yml
rm pem
for file in plain.json coded.yml; do
	expect 1 "$file" "$UMBRA" explain "$file"
	has out "  acts as    service" "$file: kind"
	has out "    issued by      Google Cloud" "$file: provider"
	has out "    identity       svc@proj-1.iam.gserviceaccount.com" "$file: principal"
	has out "    project        proj-1" "$file: project"
done

# The report says the kind once, and names of fields as words.
make pat "KEY=$token{nl}"
expect 1 "a report" "$UMBRA" dir pat
grep -Eqx '  acts as   human, provider GitHub, token kind classic personal access token' out || { echo "FAIL the kind once, fields in words"; cat out; failed=1; }

# Host, user and database beside a password.
make url 'DATABASE_URL=postgres://app:{alnum:20}@db.corp.internal:5432/shop{nl}'
expect 1 "a URL" "$UMBRA" explain url
has out "    identity       app" "the user"
has out "    opens host     db.corp.internal:5432" "the host"
has out "    database       shop" "the database"
make bus 'bus: "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=reader;SharedAccessKey={azure-key:32:+ASb:Listen00}"{nl}'
expect 1 "a connection string" "$UMBRA" explain bus
has out "    is a           Azure Service Bus key (listen) (recomputed)" "service and role"
has out "    opens host     ns.servicebus.windows.net" "the host"
has out "    identity       reader" "the name of the key"

# What is recomputed is said to be, and a wrong sum lowers with a reason.
make right 'TOKEN={text:glpat-{base64url-of:o:1{nl}u:2s{noise:16}{bytes:10}}.0y}{crc32-base36:7}{nl}'
make wrong 'TOKEN=glpat-{base64url-of:o:1{nl}u:2s{noise:16}{bytes:10}}.0y0a1b2c3{nl}'
expect 1 "a right sum" "$UMBRA" explain right
has out "its checksum is right" "the reason"
has out "    identity       user 100 (recomputed)" "the user"
expect 1 "a wrong sum" "$UMBRA" explain wrong
has out "-30     its checksum is wrong: altered or a sample" "the reason of a doubt"
has out "  severity   low" "the severity of a doubt"
lacks out "user 100" "a claim of a doubtful token"
finish
