# Sourced by ./gantry and ./mvnw: finds a JDK of at least $GANTRY_MIN_JDK and leaves its folder in $GANTRY_JDK.
#
# Order: JAVA_HOME, the java on PATH, then the usual folders. A JDK tells its version in the file `release`, so that no
# JVM is started to ask; only shell built-ins run on the usual path, because this is part of every start.

GANTRY_MIN_JDK=25
GANTRY_JDK=

# jdk_at FOLDER: succeeds when FOLDER holds a JDK (with a compiler) that is new enough.
jdk_at() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local key value
  while IFS='=' read -r key value || [ -n "$key" ]; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value%%[!0-9]*}
      [ -n "$value" ] && [ "$value" -ge "$GANTRY_MIN_JDK" ] || return 1
      GANTRY_JDK=$1
      return 0
    fi
  done <"$1/release"
  return 1
}

# Follows the links behind the `java` of PATH to the folder of its JDK.
jdk_of_path() {
  local java target
  java=$(command -v java 2>/dev/null) || return 1
  while [ -L "$java" ]; do
    target=$(readlink "$java") || return 1
    case $target in
      /*) java=$target ;;
      *) java=${java%/*}/$target ;;
    esac
  done
  jdk_at "${java%/bin/java}"
}

find_jdk() {
  local home
  jdk_at "${JAVA_HOME:-}" && return 0
  jdk_of_path && return 0
  for home in /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /opt/* /opt/*/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    jdk_at "$home" && return 0
  done
  if [ -x /usr/libexec/java_home ]; then
    home=$(/usr/libexec/java_home -v "$GANTRY_MIN_JDK+" 2>/dev/null) && jdk_at "$home" && return 0
  fi
  return 1
}

# require_jdk NAME: as find_jdk, but ends the script with a message in the name of NAME when there is none.
require_jdk() {
  find_jdk && return 0
  echo "$1: no JDK $GANTRY_MIN_JDK or newer found; set JAVA_HOME to one (looked at JAVA_HOME, java on PATH," \
    "/usr/lib/jvm, ~/.sdkman, ~/.jdks, /opt)" >&2
  exit 1
}

# find_maven: leaves the command that runs Maven in $GANTRY_MVN.
find_maven() {
  local mvn
  GANTRY_MVN=$(command -v mvn 2>/dev/null) && return 0
  for mvn in "${MAVEN_HOME:-/nonexistent}/bin/mvn" "${HOME:-}"/.sdkman/candidates/maven/current/bin/mvn \
    /opt/*maven*/bin/mvn /usr/share/maven/bin/mvn /usr/local/*maven*/bin/mvn /opt/homebrew/bin/mvn; do
    if [ -x "$mvn" ]; then
      GANTRY_MVN=$mvn
      return 0
    fi
  done
  return 1
}

# require_maven NAME: as find_maven, but ends the script with a message when there is none.
require_maven() {
  find_maven && return 0
  echo "$1: Maven is needed and was not found; install Maven 3.8.7 or newer so that 'mvn' is on PATH" >&2
  exit 1
}
