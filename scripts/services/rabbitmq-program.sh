# The RabbitMQ server, for tests that end it.
variable=TEST_RABBITMQ_PROGRAM
package=rabbitmq-server
program=/usr/lib/rabbitmq/bin/rabbitmq-server
