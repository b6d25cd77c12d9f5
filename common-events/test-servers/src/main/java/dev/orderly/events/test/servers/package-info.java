/** Real servers for tests, in containers or as processes: {@link dev.orderly.events.test.servers.WithServers} in one line. */
@NullMarked
package dev.orderly.events.test.servers;

import org.jspecify.annotations.NullMarked;
