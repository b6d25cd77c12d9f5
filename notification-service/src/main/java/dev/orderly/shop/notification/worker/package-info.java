/** The threads that send what is due. */
@NullMarked
package dev.orderly.shop.notification.worker;

import org.jspecify.annotations.NullMarked;
