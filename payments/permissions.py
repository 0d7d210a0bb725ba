"""Who of the staff may do what with money."""

VIEW = "payments.view_payment"
RECORD_CASH = "payments.record_cash"
REFUND = "payments.refund_payment"
REFUND_ANY = "payments.refund_any"
PLAN = "payments.plan_payment"
SETTLE_REVIEW = "payments.settle_review"
CORRECT_BALANCE = "payments.correct_balance"
