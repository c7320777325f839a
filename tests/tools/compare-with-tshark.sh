#!/usr/bin/env bash
# Lays what "ike decode" says of captures beside what tshark says: message by message the exchange, the payload types, decrypted or not.
#
#   tests/tools/compare-with-tshark.sh [--keys TABLE]... [--port N]... [FILE...]
#
# Without FILE: every capture of the folder "shared" beside the repository, with the keys that lie there.
# Differences are printed with their reason from docs/tshark-differences.md. The exit code is 0 if all of them have one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_NOLOGO=1
dotnet build samples/IkeTool -c Release -v q --nologo >&2
dotnet build tests/Isakmp.Benchmarks -c Release -v q --nologo >&2
cd "$OLDPWD"
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/../Isakmp.Benchmarks/bin/Release/net10.0/Isakmp.Benchmarks.dll" compare-tshark "$@"
