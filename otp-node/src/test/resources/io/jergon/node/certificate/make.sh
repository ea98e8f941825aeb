#!/bin/sh
# Made the keys beside this file, with OpenSSL 3.0.19. They are of no use elsewhere. The password is s3cret.
set -eu
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pkcs8.pem
openssl ec -in pkcs8.pem -out sec1.pem
openssl ec -in pkcs8.pem -aes256 -passout pass:s3cret -out sec1-aes256.pem
openssl pkcs8 -topk8 -in pkcs8.pem -passout pass:s3cret -out pkcs8-aes256.pem
openssl pkcs8 -topk8 -in pkcs8.pem -v2 des3 -passout pass:s3cret -out pkcs8-des3.pem
openssl pkcs8 -topk8 -in pkcs8.pem -v1 PBE-SHA1-3DES -passout pass:s3cret -out pkcs8-pbe1.pem
openssl genrsa -traditional -out pkcs1.pem 2048
openssl rsa -in pkcs1.pem -traditional -des3 -passout pass:s3cret -out pkcs1-des3.pem
openssl pkcs8 -topk8 -nocrypt -in pkcs1.pem -out pkcs8-rsa.pem
openssl genpkey -algorithm ED25519 -out ed25519.pem
