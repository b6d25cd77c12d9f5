/** The use cases: keep a contact, add, send and find notifications; and their ports. */
@NullMarked
package dev.orderly.shop.notification.application;

import org.jspecify.annotations.NullMarked;
