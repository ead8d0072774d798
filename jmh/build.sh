# Sourced by report and peers, with $root set: finds JDK and Maven, builds the benchmarks apart from ./mvnw and ./gantry, and
# leaves the class path in $class_path and the commit in $commit.
#
# .gantry/jmh/ holds target/ (what Maven compiled), build.log (Maven's output) and what the scripts keep.

home=$root/.gantry/jmh

# Maven's path may be needed by scripts of others, which expect `mvn` and `java` on PATH.
prepare() {
  . "$root/.mvn/find-jdk.sh"
  require_jdk "$1"
  require_maven "$1"
  export JAVA_HOME=$GANTRY_JDK
  PATH=$JAVA_HOME/bin:${GANTRY_MVN%/*}:$PATH
  mkdir -p "$home" || exit 1
}

build() {
  local target=$home/target/gantry-jmh
  echo "building the benchmarks" >&2
  # shellcheck disable=SC2016
  if ! MAVEN_OPTS="${MAVEN_OPTS:-} -XX:TieredStopAtLevel=1" "$GANTRY_MVN" -B -ntp -Dstyle.color=never -f "$root/pom.xml" \
    -pl jmh -am -Dgantry.fast=true -DskipTests -Dmaven.test.skip=true \
    -Dgantry.target="$home/target/"'${project.artifactId}' package >"$home/build.log" 2>&1; then
    grep '^\[ERROR\] .' "$home/build.log" | head -5 >&2
    echo "the build failed; its log is $home/build.log" >&2
    exit 1
  fi
  class_path=$(echo "$target"/gantry-jmh-*.jar)
  local jar
  for jar in "$target"/lib/*.jar; do class_path=$class_path:$jar; done
  commit=$(git -C "$root" rev-parse --short=10 HEAD 2>/dev/null || echo unknown)
  if [ -n "$(git -C "$root" status --porcelain -- '*.java' 2>/dev/null)" ]; then commit="$commit with changes"; fi
}
