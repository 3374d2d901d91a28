"""Pages of this room."""

from django.urls import path

from quen.commerce import public
from quen.commerce.views import (
    bank,
    categories,
    contract_papers,
    contracts,
    invoices,
    numbers,
    orders,
    payment_accounts,
    payments,
    price_lists,
    products,
)

app_name = "commerce"
urlpatterns = [
    path("products/", products.product_list, name="products"),
    path("products/new/", products.product_new, name="product_new"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/retire/", products.product_retire, name="product_retire"),
    path("products/<int:pk>/offer/", products.product_offer, name="product_offer"),
    path("orders/", orders.order_list, name="orders"),
    path("orders/export/", orders.order_export, name="order_export"),
    path("orders/new/", orders.order_new, name="order_new"),
    path("orders/new/preview/", orders.order_preview, name="order_preview"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/pdf/", orders.order_pdf, name="order_pdf"),
    path("orders/<int:pk>/schedule/", orders.order_plan, name="order_plan"),
    path("orders/<int:pk>/cancel/", orders.order_cancel, name="order_cancel"),
    path("orders/<int:pk>/credit-note/", payments.order_credit, name="order_credit"),
    path("orders/<int:pk>/refund/", payments.order_refund, name="order_refund"),
    path("orders/<int:pk>/payments/", payments.payment_add, name="payment_add"),
    path(
        "orders/<int:pk>/payments/<int:payment_pk>/void/",
        payments.payment_void,
        name="payment_void",
    ),
    path(
        "orders/<int:pk>/payments/<int:payment_pk>/use/", payments.payment_use, name="payment_use"
    ),
    path("orders/<int:pk>/contract/", contracts.contract_of_order, name="order_contract"),
    path("contracts/", contracts.contract_list, name="contracts"),
    path("contracts/new/", contracts.contract_new, name="contract_new"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/renew/", contracts.contract_renew, name="contract_renew"),
    path("contracts/<int:pk>/end/", contracts.contract_end, name="contract_end"),
    path("contracts/<int:pk>/reopen/", contracts.contract_reopen, name="contract_reopen"),
    path("contracts/<int:pk>/pdf/", contract_papers.contract_pdf, name="contract_pdf"),
    path("contracts/<int:pk>/link/", contract_papers.contract_share, name="contract_share"),
    path(
        "contracts/<int:pk>/link/revoke/",
        contract_papers.contract_unshare,
        name="contract_unshare",
    ),
    path("invoices/", invoices.invoice_list, name="invoices"),
    path("invoices/new/", invoices.invoice_new, name="invoice_new"),
    path("invoice-requests/", invoices.request_list, name="invoice_requests"),
    path("invoice-requests/export/", invoices.request_export, name="invoice_request_export"),
    path("invoices/<int:pk>/", invoices.invoice, name="invoice"),
    path("pay/<str:token>", public.pay, name="pay"),
    path("pay/<str:token>/state", public.pay_state, name="pay_state"),
    path("contract/<str:token>", public.contract, name="contract_public"),
    path("contract/<str:token>/pdf", public.contract_pdf, name="contract_pdf_public"),
    path("contract/<str:token>/seen", public.contract_seen, name="contract_seen"),
    path("reconciliation/", bank.line_list, name="bank_lines"),
    path("reconciliation/import/", bank.statement_import, name="statement_import"),
    path("reconciliation/import/<int:pk>/", bank.statement_run, name="statement_run"),
    path("reconciliation/match/", bank.lines_match, name="bank_match"),
    path("reconciliation/<int:pk>/", bank.line, name="bank_line"),
    path("reconciliation/<int:pk>/book/", bank.line_book, name="line_book"),
    path("reconciliation/<int:pk>/foreign/", bank.line_foreign, name="line_foreign"),
    path("reconciliation/<int:pk>/undo/", bank.line_undo, name="line_undo"),
    path("settings/categories/", categories.category_list, name="categories"),
    path("settings/categories/new/", categories.category_edit, name="category_new"),
    path("settings/categories/<int:pk>/", categories.category_edit, name="category"),
    path(
        "settings/categories/<int:pk>/remove/", categories.category_remove, name="category_remove"
    ),
    path("settings/price-lists/", price_lists.list_of_lists, name="price_lists"),
    path("settings/price-lists/new/", price_lists.list_edit, name="price_list_new"),
    path("settings/price-lists/<int:pk>/", price_lists.price_sheet, name="price_sheet"),
    path("settings/price-lists/<int:pk>/paste/", price_lists.price_paste, name="price_paste"),
    path("settings/price-lists/<int:pk>/edit/", price_lists.list_edit, name="price_list"),
    path(
        "settings/price-lists/<int:pk>/retire/", price_lists.list_retire, name="price_list_retire"
    ),
    path("settings/payment-accounts/", payment_accounts.account_list, name="accounts"),
    path("settings/payment-accounts/new/", payment_accounts.account_edit, name="account_new"),
    path("settings/payment-accounts/<int:pk>/", payment_accounts.account_edit, name="account"),
    path(
        "settings/payment-accounts/<int:pk>/retire/",
        payment_accounts.account_retire,
        name="account_retire",
    ),
    path("settings/numbers/", numbers.number_list, name="numbers"),
    path("settings/numbers/<slug:kind>/", numbers.number_change, name="number"),
    path("settings/numbers/<slug:kind>/example/", numbers.number_example, name="number_example"),
]
