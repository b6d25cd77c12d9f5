/** The events that the shop's services publish: a contract between them, and no code of any one of them. */
@NullMarked
package dev.orderly.shop.contract;

import org.jspecify.annotations.NullMarked;
