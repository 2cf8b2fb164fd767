# Apache Kafka 4, one node without ZooKeeper, which creates no topic by itself.
# shellcheck source=scripts/services/kafka-program.sh
source "$here/kafka-program.sh"
variable=TEST_KAFKA_BROKERS

launch() {
  url=127.0.0.1:$port
  run "$binary" "$dir" "$port" "$(free_port)"
}
