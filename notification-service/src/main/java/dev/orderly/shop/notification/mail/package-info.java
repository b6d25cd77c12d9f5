/** E-mail by SMTP. */
@NullMarked
package dev.orderly.shop.notification.mail;

import org.jspecify.annotations.NullMarked;
