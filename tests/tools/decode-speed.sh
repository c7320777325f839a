#!/usr/bin/env bash
# Measures "ike decode" and tshark on the same generated captures, in turns.
#
#   tests/tools/decode-speed.sh [SIZE [FOLDER]]
#
# SIZE is that of the mixed capture, 1G if not given; FOLDER is where the captures are kept (a temporary one if not given, which is deleted).
# Mixed: of the octets that IP carries 5 % are IKE, the rest half ESP in UDP, half other traffic; once more with 20 % IKE. IKE alone: a tenth of the size.
# Every figure is the median of three turns: seconds, octets and messages a second, processor seconds, and the most memory.
set -euo pipefail
size=${1:-1G}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${2:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
for program in tshark /usr/bin/time; do
  command -v "$program" >/dev/null || { echo "needs $program" >&2; exit 2; }
done

export DOTNET_NOLOGO=1
dotnet build "$root/samples/IkeTool" -c Release -v q --nologo >&2
dotnet build "$root/tests/Isakmp.Benchmarks" -c Release -v q --nologo >&2
bench=("dotnet" "$root/tests/Isakmp.Benchmarks/bin/Release/net10.0/Isakmp.Benchmarks.dll")
ike=("$root/samples/IkeTool/bin/Release/net10.0/ike" decode)

octets=$(numfmt --from=si "$size")
small=$((octets / 10))
[ -f "$folder/mixed5.pcap" ] || "${bench[@]}" capture "$folder/mixed5.pcap" "$octets" 5 1 "$folder/keys5"
[ -f "$folder/mixed20.pcap" ] || "${bench[@]}" capture "$folder/mixed20.pcap" "$octets" 20 1 "$folder/keys20"
[ -f "$folder/ike.pcap" ] || "${bench[@]}" capture "$folder/ike.pcap" "$small" 100 1 "$folder/keys100"

# Without a configuration of the user's.
mkdir -p "$folder/empty"
measure() { # NAME FILE MESSAGES COMMAND...
  local name=$1 file=$2 messages=$3 turn result
  shift 3
  for turn in 1 2 3; do
    /usr/bin/time -a -o "$folder/times" -f '%e %U %S %M' "$@" >/dev/null 2>"$folder/errors" || { cat "$folder/errors" >&2; exit 1; }
  done
  result=$(sort -n "$folder/times" | sed -n 2p)
  rm -f "$folder/times"
  # shellcheck disable=SC2086
  set -- $result
  awk -v name="$name" -v size="$(stat -c %s "$file")" -v messages="$messages" -v wall="$1" -v user="$2" -v kernel="$3" -v memory="$4" \
    'BEGIN { printf "  %-34s %7.2f s  %7.0f MB/s  %9.0f messages/s  %7.2f s of processor  %5.0f MB of memory\n", name, wall, size / wall / 1e6, messages / wall, user + kernel, memory / 1000 }'
}

run() { # FILE KEYS
  local file=$1 keys=$2 messages
  messages=$("${ike[@]}" --brief "$file" | tail -n 1)
  echo "$(basename "$file"): $(stat -c %s "$file") octets; $messages"
  messages=${messages%% *}
  measure "ike decode" "$file" "$messages" "${ike[@]}" "$file"
  measure "ike decode --brief" "$file" "$messages" "${ike[@]}" --brief "$file"
  measure "ike decode --json" "$file" "$messages" "${ike[@]}" --json "$file"
  measure "ike decode --keys" "$file" "$messages" "${ike[@]}" --keys "$keys" "$file"
  measure "ike decode --keys --json" "$file" "$messages" "${ike[@]}" --keys "$keys" --json "$file"
  measure "tshark, a line a message" "$file" "$messages" env WIRESHARK_CONFIG_DIR="$folder/empty" tshark -n -r "$file" -Y isakmp
  if [ "${DETAILS:-}" = 1 ]; then
    measure "tshark -V" "$file" "$messages" env WIRESHARK_CONFIG_DIR="$folder/empty" tshark -n -r "$file" -Y isakmp -V
    measure "tshark -T json" "$file" "$messages" env WIRESHARK_CONFIG_DIR="$folder/empty" tshark -n -r "$file" -Y isakmp -T json
    measure "tshark with keys" "$file" "$messages" env WIRESHARK_CONFIG_DIR="$keys" tshark -n -r "$file" -Y isakmp
  fi
}

echo "$(nproc) processors, $(dotnet --version), $(tshark --version 2>/dev/null | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)"
run "$folder/mixed5.pcap" "$folder/keys5"
run "$folder/mixed20.pcap" "$folder/keys20"
DETAILS=1 run "$folder/ike.pcap" "$folder/keys100"
