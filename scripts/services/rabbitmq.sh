# RabbitMQ without plugins. The port mapper that it needs is started here, or it would outlive it as a daemon.
variable=TEST_RABBITMQ_URL
package=rabbitmq-server
program=/usr/lib/rabbitmq/bin/rabbitmq-server

launch() {
  url=amqp://guest:guest@127.0.0.1:$port
  run RABBITMQ_NODENAME="gatehouse@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$port" \
    RABBITMQ_DIST_PORT="$(free_port)" ERL_EPMD_PORT="$(free_port)" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_CONF_ENV_FILE="$dir/rabbitmq-env.conf" RABBITMQ_CONFIG_FILE="$dir/rabbitmq" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$dir/plugins" RABBITMQ_MNESIA_BASE="$dir/data" RABBITMQ_LOG_BASE="$dir/log" \
    RABBITMQ_LOGS=- RABBITMQ_PID_FILE="$dir/pid" \
    sh -c 'epmd & until epmd -names; do sleep 0.05; done; exec "$0"' "$binary"
}
