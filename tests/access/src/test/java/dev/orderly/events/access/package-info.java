/** Who may call the feed and the operator's API, tried over real HTTP. */
package dev.orderly.events.access;
