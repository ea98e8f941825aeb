# Sourced by ./jergon and ./check: finds or installs what they need. POSIX sh; all messages go to standard error.
# The sourcing script sets $program (for messages) and $root (this repository).

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() {
  say "$@"
  exit 1
}

# --- system packages -------------------------------------------------------------------------------------------

# Prints the package manager, or nothing when there is none that may be used here without asking a person.
package_manager() {
  if command -v brew >/dev/null 2>&1; then
    echo brew
    return
  fi
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || return 0
  for manager in apt-get dnf zypper pacman apk; do
    if command -v "$manager" >/dev/null 2>&1; then
      echo "$manager"
      return
    fi
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# install WHAT PACKAGE...: installs with the system's package manager. Returns 1 when it may not or cannot.
install() {
  what=$1
  shift
  manager=$(package_manager)
  [ -n "$manager" ] || return 1
  say "installing $what with $manager: $*"
  log=$(mktemp "${TMPDIR:-/tmp}/jergon-install.XXXXXX") || return 1
  case $manager in
    apt-get)
      { [ -n "${apt_updated-}" ] || as_root apt-get update -qq; } >"$log" 2>&1 </dev/null
      apt_updated=yes
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
      ;;
    brew) brew install "$@" >"$log" 2>&1 </dev/null ;;
    dnf) as_root dnf install -y "$@" >"$log" 2>&1 </dev/null ;;
    zypper) as_root zypper --non-interactive install "$@" >"$log" 2>&1 </dev/null ;;
    pacman) as_root pacman -Sy --noconfirm --needed "$@" >"$log" 2>&1 </dev/null ;;
    apk) as_root apk add "$@" >"$log" 2>&1 </dev/null ;;
  esac
  status=$?
  if [ $status -ne 0 ]; then
    say "$manager failed (exit $status); its last words:"
    tail -n 15 "$log" >&2
  fi
  rm -f "$log"
  return $status
}

# --- the JDK ---------------------------------------------------------------------------------------------------

is_jdk_25() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

# Prints the home of a JDK 25, or nothing.
find_jdk() {
  for home in "${JAVA_HOME-}" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/25* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk_25 "$home"; then
      echo "$home"
      return
    fi
  done
  if [ -x /usr/libexec/java_home ] && home=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_jdk_25 "$home"; then
    echo "$home"
    return
  fi
  # A java on the PATH is mostly a chain of links into its JDK.
  if java=$(command -v java 2>/dev/null) && java=$(readlink -f "$java" 2>/dev/null); then
    home=${java%/bin/java}
    if is_jdk_25 "$home"; then
      echo "$home"
    fi
  fi
}

jdk_packages() {
  case $(package_manager) in
    apt-get)
      # Which of them apt has depends on the release and on the sources that its owner added.
      as_root apt-get update -qq >/dev/null 2>&1 </dev/null
      apt_updated=yes
      for package in openjdk-25-jdk-headless temurin-25-jdk; do
        if [ -n "$(apt-cache --quiet=2 madison "$package" 2>/dev/null)" ]; then
          echo "$package"
          return
        fi
      done
      ;;
    brew) echo openjdk@25 ;;
    dnf) echo java-25-openjdk-devel ;;
    zypper) echo java-25-openjdk-devel ;;
    pacman) echo jdk25-openjdk ;;
    apk) echo openjdk25-jdk ;;
  esac
}

# Sets and exports JAVA_HOME to a JDK 25, or ends the script and says what to install.
need_jdk() {
  jdk=$(find_jdk)
  if [ -z "$jdk" ]; then
    package=$(jdk_packages)
    if [ -n "$package" ] && install "a JDK 25" "$package"; then
      jdk=$(find_jdk)
    fi
  fi
  if [ -z "$jdk" ]; then
    say "no JDK 25 found in JAVA_HOME, /usr/lib/jvm, SDKMAN, ~/.jdks or on the PATH, and none to install from this system's packages."
    say "Install one and try again: 'sdk install java 25-tem' with SDKMAN, 'brew install openjdk@25' with Homebrew, the package"
    say "openjdk-25-jdk-headless or temurin-25-jdk where apt has it; or unpack any JDK 25 and set JAVA_HOME to it."
    exit 1
  fi
  JAVA_HOME=$jdk
  export JAVA_HOME
}

# --- Maven -----------------------------------------------------------------------------------------------------

need_maven() {
  command -v mvn >/dev/null 2>&1 || install Maven maven || true
  command -v mvn >/dev/null 2>&1 ||
    die "Maven (the mvn command, 3.8.6 or newer) is not there and could not be installed from here: install the package maven and try again."
}

# --- Erlang and Elixir -----------------------------------------------------------------------------------------

# Prints the OTP applications that the tests use and this erl does not have.
missing_otp_applications() {
  erl -noinput -boot start_clean -eval '
    Wanted = [crypto, public_key, ssl, asn1, inets, runtime_tools, tools, syntax_tools, parsetools],
    [io:format("~s ", [A]) || A <- Wanted, code:lib_dir(A) =:= {error, bad_name}],
    halt(0).' 2>&1
}

erlang_packages() {
  case $(package_manager) in
    apt-get)
      echo erlang-base erlang-dev erlang-tools erlang-runtime-tools erlang-ssl erlang-public-key erlang-crypto \
        erlang-asn1 erlang-syntax-tools erlang-parsetools erlang-inets
      ;;
    *) echo erlang ;;
  esac
}

# Puts erl and elixir on the machine, or ends the script and says what is missing.
need_erlang() {
  if ! command -v erl >/dev/null 2>&1 || [ -n "$(missing_otp_applications)" ]; then
    # shellcheck disable=SC2046 # one word per package
    install Erlang $(erlang_packages) || true
  fi
  command -v erl >/dev/null 2>&1 ||
    die "Erlang (the erl command, OTP 25 or newer) is not there and could not be installed from here: install the package erlang and try again."
  missing=$(missing_otp_applications)
  [ -z "$missing" ] || die "this erl ($(command -v erl)) lacks these OTP applications that the tests need: $missing"
  command -v elixir >/dev/null 2>&1 || install Elixir elixir || true
  command -v elixir >/dev/null 2>&1 ||
    die "Elixir (the elixir command) is not there and could not be installed from here: install the package elixir and try again."
}
