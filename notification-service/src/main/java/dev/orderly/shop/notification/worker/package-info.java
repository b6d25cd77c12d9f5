/** The threads that send the notifications which are due. */
@NullMarked
package dev.orderly.shop.notification.worker;

import org.jspecify.annotations.NullMarked;
