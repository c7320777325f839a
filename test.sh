#!/usr/bin/env bash
# Builds everything once and runs every test.
#
#   ./test.sh [--long] [--record] [PROJECT...]
#
# --long      also runs what takes minutes (ISAKMP_LONG=1 for the tests)
# --record    records what our side of the tests against real peers does, anew, in tests/Recordings (ISAKMP_RECORD=1 for the tests)
# PROJECT     only these, by a part of their name: ./test.sh Core Tool
#
# The last line is "N passed, N failed, N skipped". The exit code is 0 only if tests ran, none failed and the build was clean.
# With CI=true a skipped test must stand in tests/expected-skips.txt.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

configuration=Release
results=artifacts/test-results
limit=1800 # seconds for one test project; a hang is a failure
peers=(charon-systemd strongswan-swanctl strongswan-pki libcharon-extra-plugins libstrongswan-extra-plugins
  libstrongswan-standard-plugins libcharon-extauth-plugins mmdebstrap ike-scan tshark tcpdump iproute2 gcc libc6-dev)

passed=0 failed=0 skipped=0 broken=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

# ---- What the tests against real peers need -----------------------------------------------------------------------

missing_packages() {
  local package
  for package in "${peers[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

install_peers() {
  local why="tests against real peers are skipped where they miss a program" missing log=artifacts/apt.log
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "peers: no apt-get on this system: $why (strongSwan's charon-systemd and swanctl, ip, tcpdump, tshark)"
    return
  fi
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "peers: not root, so these packages cannot be installed: ${missing[*]}; $why"
    return
  fi
  echo "peers: installing ${missing[*]}"
  {
    # Without the answer tshark's package would ask whether everybody may capture.
    echo 'wireshark-common wireshark-common/install-setuid boolean false' | debconf-set-selections
    apt-get -o DPkg::Lock::Timeout=300 update
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
  } </dev/null >"$log" 2>&1
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -eq 0 ] || echo "peers: could not install ${missing[*]} (see $log); $why"
}

# libreswan's package conflicts with strongSwan's: it lives in a folder of its own, made once for the machine while the build runs.
# The tests call the same script, so they wait for it, or say why there is none.
prepare_libreswan() {
  [[ " ${projects[*]} " == *" Isakmp.Interop.Tests "* ]] && command -v mmdebstrap >/dev/null && [ "$(id -u)" -eq 0 ] || return
  sh tests/Isakmp.Interop.Tests/Peers/libreswan-root.sh </dev/null >artifacts/libreswan-root.log 2>&1 &
}

# ---- One test project ---------------------------------------------------------------------------------------------

run_project() { # NAME
  local name=$1 guard=()
  command -v timeout >/dev/null && guard=(timeout --kill-after=10 "$limit")
  "${guard[@]}" dotnet "tests/$name/bin/$configuration/net10.0/$name.dll" \
    --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$name.xml" \
    --no-ansi --progress off --auto-reporters off --show-test-results failed --show-stdout Failed --show-stderr Failed \
    </dev/null >"$results/$name.log" 2>&1
  echo $? >"$results/$name.rc"
}

# The report with one tag a line, so that line tools can read it.
tags() { sed 's/>[[:space:]]*</>\n</g' "$results/$1.xml"; }

attribute() { sed -n "s/.* $1=\"\([^\"]*\)\".*/\1/p"; }

plain() { sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&#xA;/ /g; s/&#xD;//g; s/&amp;/\&/g'; }

# Skipped tests, one a line: type.method, a tab, the reason.
skips() {
  tags "$1" | awk '
    /^<test / && / result="Skip"/ {
      name = $0; sub(/.* type="/, "", name); sub(/".*/, "", name)
      method = $0; sub(/.* method="/, "", method); sub(/".*/, "", method)
      name = name "." method
    }
    /^<reason>/ && name != "" {
      sub(/^<reason>(<!\[CDATA\[)?/, ""); sub(/(\]\]>)?<\/reason>.*/, "")
      print name "\t" $0; name = ""
    }
    /^<\/test>/ && name != "" { print name "\t"; name = "" }' | plain
}

collect() { # NAME
  local name=$1 rc line p f s e seconds
  rc=$(cat "$results/$name.rc")
  if [ ! -s "$results/$name.xml" ]; then
    echo "$name: ended with code $rc and no report; its output begins:"
    head -n 40 "$results/$name.log" | cut -c1-300
    failed=$((failed + 1))
    return
  fi
  line=$(tags "$name" | grep -m1 '^<assembly ')
  p=$(attribute passed <<<"$line") f=$(attribute failed <<<"$line") s=$(attribute skipped <<<"$line")
  e=$(attribute errors <<<"$line") seconds=$(attribute time <<<"$line")
  f=$((f + e))
  # A crash or a time-out after the last result is a failure that no test owns.
  [ "$rc" -ne 0 ] && [ "$f" -eq 0 ] && f=1
  [ $((p + f)) -eq 0 ] && [ "$s" -eq 0 ] && { echo "$name: no test ran"; broken=1; }
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  printf '%-28s %6d passed, %d failed, %d skipped  (%s s)\n' "$name" "$p" "$f" "$s" "${seconds%%.*}"
  [ "$f" -gt 0 ] && sed '/^  In process file artifacts/,$d' "$results/$name.log" | head -n 400
  [ "$s" -gt 0 ] && skips "$name" >>"$results/skips.txt"
}

# ---- All of it ----------------------------------------------------------------------------------------------------

only=()
for argument in "$@"; do
  case $argument in
    --long) export ISAKMP_LONG=1 ;;
    --record) export ISAKMP_RECORD=1 ;;
    -h | --help) sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]##*/}"; exit 0 ;;
    -*) echo "unknown option $argument (see ./test.sh --help)" >&2; exit 2 ;;
    *) only+=("$argument") ;;
  esac
done

projects=()
for folder in tests/*.Tests; do
  name=${folder##*/}
  [ ${#only[@]} -eq 0 ] && projects+=("$name")
  for part in "${only[@]}"; do [[ $name == *"$part"* ]] && projects+=("$name") && break; done
done

mkdir -p "$results" && rm -f "$results"/*
install_peers
prepare_libreswan

if ! command -v dotnet >/dev/null; then
  echo "no dotnet on the path: install the .NET SDK that global.json names"
  broken=1
  finish
fi

if ! dotnet build Isakmp.sln -c "$configuration" -v q --nologo >"$results/build.log" 2>&1 </dev/null; then
  grep -E 'error|warning' "$results/build.log" | sort -u | head -n 40
  tail -n 5 "$results/build.log"
  echo "the build failed"
  broken=1
  finish
fi

if [ -n "${ISAKMP_RECORD:-}" ]; then
  rm -f tests/Recordings/*.ikerec # git has the old ones
fi

# Tests against real peers mostly wait for them, so they run beside the others.
for name in "${projects[@]}"; do [ "$name" = Isakmp.Interop.Tests ] && run_project "$name" & done
for name in "${projects[@]}"; do
  [ "$name" = Isakmp.Interop.Tests ] && continue
  run_project "$name"
  collect "$name"
done
wait
for name in "${projects[@]}"; do [ "$name" = Isakmp.Interop.Tests ] && collect "$name"; done

if [ -s "$results/skips.txt" ]; then
  echo "skipped:"
  sort "$results/skips.txt" | uniq -c | sed 's/^ *\([0-9]*\) \([^\t]*\)\t/  \2 (\1): /'
  if [ "${CI:-}" = true ]; then
    unexpected=$(cut -f1 "$results/skips.txt" | sort -u | grep -vxF -f <(sed 's/[[:space:]]*#.*//; /^$/d' tests/expected-skips.txt))
    if [ -n "$unexpected" ]; then
      echo "skipped, but not in tests/expected-skips.txt:"
      sed 's/^/  /' <<<"$unexpected"
      broken=1
    fi
  fi
fi
finish
