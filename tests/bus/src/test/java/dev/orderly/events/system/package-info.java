/** The real parts that the integration tests of the bus run on, and what they ask of them. */
package dev.orderly.events.system;
