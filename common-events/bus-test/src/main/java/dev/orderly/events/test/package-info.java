/**
 * What a user of the bus needs to test events, handlers, and what a crash leaves behind.
 *
 * <ul>
 *   <li>{@link dev.orderly.events.test.RaisedEvents}: what an action of the domain model raises.
 *   <li>{@link dev.orderly.events.test.Deliveries}: an event delivered twice, or out of order.
 *   <li>{@link dev.orderly.events.test.CrashPointAutoConfiguration}: a service process that ends at a step boundary.
 * </ul>
 *
 * <p>A crash point is set by {@code orderly.test.crash-at} (or {@code ORDERLY_TEST_CRASH_AT}) in a process that the
 * test starts, and is written as {@code <step>:before} or {@code <step>:after}, with {@code #n} for the n-th pass. These are
 * the steps; other names than these may change:
 *
 * <table>
 *   <caption>Steps</caption>
 *   <tr><td>{@code EventStore.save}</td><td>an event is stored in the transaction that raised it</td></tr>
 *   <tr><td>{@code EventSequencer.number}</td><td>committed events get their positions</td></tr>
 *   <tr><td>{@code EventSender.open}</td><td>the active forwarder finds out how far its predecessor got</td></tr>
 *   <tr><td>{@code EventSender.send}</td><td>a batch is sent, and its transaction on the broker committed</td></tr>
 *   <tr><td>{@code EventSender.resend}</td><td>the same, for what an operator has asked for</td></tr>
 *   <tr><td>{@code OffsetStore.update}</td><td>the forwarder saves how far it is</td></tr>
 * </table>
 *
 * <p>Nothing in here needs a test library. No class of it takes part in a service that does not ask for it.
 */
@NullMarked
package dev.orderly.events.test;

import org.jspecify.annotations.NullMarked;
