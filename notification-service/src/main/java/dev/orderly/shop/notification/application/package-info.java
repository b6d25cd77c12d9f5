/** The use cases: keep a contact, notify, send, find; and what they need from outside. */
@NullMarked
package dev.orderly.shop.notification.application;

import org.jspecify.annotations.NullMarked;
