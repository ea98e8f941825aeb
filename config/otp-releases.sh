#!/bin/sh
# Puts other Erlang/OTP releases (with Elixir) beside the system's own, for tests and golden files: erl27, erlc27, escript27
# and elixir27, and the same for each release. They are the packages of a Debian suite, in a folder of their own.
#
#   config/otp-releases.sh [install] [RELEASE...]   23, 25, 27 and 29 are known; without any: 23, 27 and 29. What is there stays.
#   config/otp-releases.sh list                     says which are there, and which erl they run
#   config/otp-releases.sh remove [RELEASE...]      takes them away again; without any: all
#
#   OTP_ROOT     where they live (/opt/otp-releases; about 900 MB each)
#   OTP_BIN      where the commands go (/usr/local/bin)
#   OTP_MIRROR   the Debian mirror to take them from (else the one that this system's apt uses)
#
# Needs root, also to run them: a command enters a mount namespace of its own in which /usr, /lib, /etc and /var are those
# of the release and everything else is the machine's: files, processes, the network. Its mounts end with it.
set -u

root=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
program=otp-releases
. "$root/config/setup.sh"

home=${OTP_ROOT:-/opt/otp-releases}
bin=${OTP_BIN:-/usr/local/bin}
commands="erl erlc escript elixir"

suite_of() {
  case $1 in
    23) echo bullseye ;;
    25) echo bookworm ;;
    27) echo trixie ;;
    29) echo forky ;;
    *) die "no Debian suite is known to have OTP $1 (known: 23, 25, 27, 29)" ;;
  esac
}

# The Debian mirror of this system's apt.
mirror() {
  apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 !~ /-/ { sub("/$", "", $3); print $3; exit }'
}

# Prints the program that runs a command in a release: enter FOLDER COMMAND ARGUMENT...
entrance() {
  cat <<'SCRIPT'
#!/bin/sh
# Made by config/otp-releases.sh. enter.sh COMMAND ARGUMENT... runs COMMAND in the release that lies beside this file.
set -u
release=$(dirname "$(readlink -f "$0")")/root
if [ "${OTP_ENTERED-}" != "$release" ]; then
  OTP_ENTERED=$release
  export OTP_ENTERED
  exec unshare --mount -- "$0" "$@"
fi
unset OTP_ENTERED
for folder in /*; do
  case $folder in
    /bin | /boot | /etc | /lib* | /sbin | /usr | /var | /lost+found) ;;
    *)
      if [ -d "$folder" ] && [ ! -L "$folder" ]; then
        mkdir -p "$release$folder" && mount --rbind "$folder" "$release$folder" || exit 126
      fi
      ;;
  esac
done
for file in /etc/hosts /etc/hostname /etc/resolv.conf; do
  if [ -e "$file" ]; then
    [ -e "$release$file" ] || : >"$release$file"
    mount --bind "$(readlink -f "$file")" "$release$file" || exit 126
  fi
done
there=$PWD
[ -d "$release$there" ] || there=/
exec chroot "$release" /usr/bin/env -C "$there" LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
SCRIPT
}

needs_root() {
  [ "$(id -u)" = 0 ] || die "only root can do this (a release runs in a mount namespace of its own)"
  unshare --mount true 2>/dev/null ||
    die "this system lets nobody make a mount namespace (in a container: it needs the capability SYS_ADMIN)"
}

# Runs a command, its output in a log, and shows the last of it when it fails.
logged() {
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    say "failed: $*"
    say "its last words (all of them are in $log):"
    tail -n 15 "$log" >&2
    return 1
  fi
}

# The settings of this system's apt that decide whether a download works: proxies, and how old an index may be.
apt_settings() {
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|Languages|ForceIPv4)' || true
  echo 'Acquire::Check-Valid-Until "false";' # forky, some time, and an archive's snapshot
  echo 'APT::Install-Recommends "false";'
}

# fill RELEASE FOLDER: downloads it.
fill() {
  suite=$(suite_of "$1") || exit 1
  source=${OTP_MIRROR:-$(mirror)}
  [ -n "$source" ] || die "this system's apt has no Debian mirror (OTP_MIRROR can name one)"
  script=/usr/share/debootstrap/scripts
  command -v debootstrap >/dev/null 2>&1 || install debootstrap debootstrap debian-archive-keyring ||
    die "debootstrap is not there and could not be installed from here"
  proxy=
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  log=$home/otp$1.log
  say "installing OTP $1 from Debian's $suite into $2; this takes minutes ($log)"
  rm -rf --one-file-system "$2" || return 1
  mkdir -p "$2" || return 1
  : >"$log"
  # Any suite younger than debootstrap is made as sid is.
  [ -e "$script/$suite" ] && script=$script/$suite || script=$script/sid
  logged env ${proxy:+http_proxy="$proxy"} unshare --mount -- \
    debootstrap --variant=minbase "$suite" "$2/root" "$source" "$script" || return 1
  entrance >"$2/enter.sh" && chmod +x "$2/enter.sh" || return 1
  apt_settings >"$2/root/etc/apt/apt.conf.d/99as-the-host"
  printf '#!/bin/sh\nexit 101\n' >"$2/root/usr/sbin/policy-rc.d" # start no daemons
  chmod +x "$2/root/usr/sbin/policy-rc.d"
  logged "$2/enter.sh" apt-get update -q || return 1
  packages=$("$2/enter.sh" apt-cache --generate pkgnames | grep -xE 'elixir|procps|erlang-(base|dev|tools|runtime-tools|ssl|public-key|crypto|asn1|syntax-tools|parsetools|inets|eunit|observer)' | sort)
  # shellcheck disable=SC2086 # one word per package
  logged "$2/enter.sh" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $packages || return 1
  logged "$2/enter.sh" apt-get clean || return 1
  rm -rf "$2/root/var/lib/apt/lists"
  touch "$2/ready"
}

# Prints "29 (ERTS 17.0)", as the release says itself.
version() {
  "$1/enter.sh" erl -noinput -boot start_clean -eval \
    'io:format("~s (ERTS ~s)", [erlang:system_info(otp_release), erlang:system_info(version)]), halt(0).'
}

install_release() {
  folder=$home/otp$1
  if [ ! -e "$folder/ready" ]; then
    fill "$1" "$folder" || die "OTP $1 is not installed; run this again to start anew"
  fi
  entrance >"$folder/enter.sh" && chmod +x "$folder/enter.sh" || exit 1
  is=$(version "$folder") || die "the erl in $folder does not run; remove the release and install it again"
  case $is in
    "$1 "*) ;;
    *) die "the packages in $folder are OTP $is (expected: $1); Debian's $(suite_of "$1") has moved on" ;;
  esac
  mkdir -p "$bin" || exit 1
  for command in $commands; do
    printf '#!/bin/sh\nexec %s/enter.sh %s "$@"\n' "$folder" "$command" >"$bin/$command$1" &&
      chmod 744 "$bin/$command$1" || exit 1 # for root only, so nobody else finds them executable
  done
  say "OTP $is: $bin/erl$1"
}

installed() {
  for folder in "$home"/otp[0-9][0-9]; do
    [ -d "$folder" ] && echo "${folder##*/otp}"
  done
}

action=install
case ${1-} in
  install | list | remove)
    action=$1
    shift
    ;;
  -h | --help)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
for release in "$@"; do
  suite_of "$release" >/dev/null || exit 2
done

if [ $action = list ]; then
  for release in $(installed); do
    if [ -e "$home/otp$release/ready" ]; then
      say "OTP $(version "$home/otp$release"): $bin/erl$release"
    else
      say "OTP $release: not complete ($home/otp$release)"
    fi
  done
  exit 0
fi

needs_root
mkdir -p "$home" || exit 1
exec 9>"$home/.lock"
flock 9 || exit 1
case $action in
  install)
    [ $# -gt 0 ] || set -- 23 27 29
    for release in "$@"; do
      install_release "$release"
    done
    ;;
  remove)
    # shellcheck disable=SC2046 # one word per release
    [ $# -gt 0 ] || set -- $(installed)
    for release in "$@"; do
      for command in $commands; do
        grep -qs "$home/otp$release/enter.sh" "$bin/$command$release" && rm -f "$bin/$command$release"
      done
      rm -rf --one-file-system "$home/otp$release" "$home/otp$release.log" || die "could not remove $home/otp$release"
      say "OTP $release is gone"
    done
    ;;
esac
