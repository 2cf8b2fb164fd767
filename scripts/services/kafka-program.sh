# Apache Kafka, for tests that end it. Debian has no package of it: Maven fetches it, once for all checkouts.
variable=TEST_KAFKA_PROGRAM
package='default-jre-headless maven'
kafka_version=4.2.1
kafka_home=/var/tmp/gatehouse-$(id -u)/kafka-$kafka_version
program=$kafka_home/kafka-server

is_installed() {
  command -v java >/dev/null && command -v mvn >/dev/null
}

fetch() {
  # Whoever else could write there would have their programs run.
  mkdir -p -m 755 "$kafka_home" && [ -O "$kafka_home" ] || return
  if [ ! -d "$kafka_home/libraries" ]; then
    local work
    work=$(mktemp -d "$kafka_home/XXXXXX") && chmod 755 "$work"
    cat >"$work/pom.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>gatehouse</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>$kafka_version</version>
    </dependency>
  </dependencies>
</project>
END
    echo "Fetching Kafka $kafka_version" >&2
    mvn --quiet --batch-mode --file "$work/pom.xml" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$work/libraries" >&2 &&
      mv -T "$work/libraries" "$kafka_home/libraries"
    rm -rf "$work"
  fi
  [ -d "$kafka_home/libraries" ] || return
  cmp -s "$here/kafka-server" "$program" || install -m 755 "$here/kafka-server" "$program"
}
