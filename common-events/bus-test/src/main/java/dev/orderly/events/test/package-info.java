/**
 * The test kit for users of the bus: raised events, handlers, and crashes.
 *
 * <ul>
 *   <li>{@link dev.orderly.events.test.EventScenario}: a step, the events that it raised, and their effects.
 *   <li>{@link dev.orderly.events.test.WithoutTransport}: a test of a service without a broker.
 *   <li>{@link dev.orderly.events.test.RaisedEvents}: the events that an action of the domain model raises.
 *   <li>{@link dev.orderly.events.test.Deliveries}: an event delivered twice, or out of order.
 *   <li>{@link dev.orderly.events.test.CrashPointAutoConfiguration}: a service process that crashes at a step boundary.
 * </ul>
 *
 * <p>Set a crash point with {@code orderly.test.crash-at} (or {@code ORDERLY_TEST_CRASH_AT}) in a process that the test
 * starts. Its form is {@code <step>:before} or {@code <step>:after}, with {@code #n} for the n-th pass. These steps keep
 * their names; others may change:
 *
 * <table>
 *   <caption>Steps</caption>
 *   <tr><td>{@code EventStore.save}</td><td>an event is stored in the transaction that raised it</td></tr>
 *   <tr><td>{@code EventSequencer.number}</td><td>committed events get their positions</td></tr>
 *   <tr><td>{@code EventSender.open}</td><td>the active forwarder finds the last position that its predecessor sent</td></tr>
 *   <tr><td>{@code EventSender.send}</td><td>a batch is sent, and its transaction on the broker committed</td></tr>
 *   <tr><td>{@code EventSender.resend}</td><td>the same, for redriven events</td></tr>
 *   <tr><td>{@code OffsetStore.update}</td><td>the forwarder saves its position</td></tr>
 * </table>
 *
 * <p>Only {@code WithoutTransport} needs Spring's test library. A service that does not use the test kit is not affected by it.
 */
@NullMarked
package dev.orderly.events.test;

import org.jspecify.annotations.NullMarked;
