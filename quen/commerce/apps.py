from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommerceConfig(AppConfig):
    name = "quen.commerce"
    label = "commerce"

    def ready(self) -> None:
        from quen.commerce import (
            drafts,
            fields,
            importing,
            lists,
            merging,
            panels,
            privacy,
            record,
            searching,
        )
        from quen.commerce.actions import products, statements  # noqa: F401 - a noun, and a job

        fields.declare()
        drafts.declare()
        searching.declare()
        lists.declare()
        importing.declare()
        record.declare()
        panels.declare()
        merging.declare()
        privacy.declare()
        self._lend_products()
        self._lend_documents()
        self._lend_rights()
        self._lend_settings()
        self._lend_numbers()

    def _lend_products(self) -> None:
        from quen.commerce import models
        from quen.kit import shell
        from quen.kit.records import record_type

        one = pgettext_lazy("column", "Product")
        record_type(
            "product",
            model=models.Product,
            label=one,
            plural=_("Products"),
            icon="package",
            url=lambda pk: reverse("commerce:product", args=[pk]),
            title=lambda product: product.name,
            short=lambda product: {"id": product.pk, "name": product.name, "code": product.code},
            capability="commerce.view_product",
            subtitle=lambda product: product.code,
        )
        shell.creates(
            "product",
            label=one,
            route="commerce:product_new",
            icon="package",
            needs="commerce.add_product",
            order=50,
        )
        shell.entry(
            "products",
            label=_("Products"),
            route="commerce:products",
            icon="package",
            section="convert",
            needs="commerce.view_product",
            order=40,
        )

    def _lend_documents(self) -> None:
        """One after the other: nouns are listed in the order in which they are imported."""
        from quen.commerce.orders import registration as orders

        orders.declare()
        from quen.commerce.contracts import registration as contracts

        contracts.declare()
        from quen.commerce.invoices import registration as invoices

        invoices.declare()

    def _lend_rights(self) -> None:
        from quen.accounts.rights import limits_fields, object_rights, right
        from quen.commerce import models
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody

        group = _("Products")
        limits_fields("product", group)
        right("commerce.view_product", _("See products and their prices"), group=group)
        right("commerce.add_product", _("Add and import products"), group=group)
        right("commerce.change_product", _("Change and retire products"), group=group)
        right("commerce.delete_product", _("Delete products"), group=group)
        right("commerce.export_product", _("Export products"), group=group)
        right("commerce.manage_categories", _("Manage product categories"), group=group)
        right("commerce.manage_price_lists", _("Manage price lists"), group=group)
        verbs = ("view", "add", "change", "assign", "export")
        object_rights("commerce", "order", _("Orders"), verbs)
        group = _("Orders and payments")
        right("commerce.book_payment", _("Book payments, refunds and credit notes"), group=group)
        right("commerce.reconcile", _("See bank lines and match them with orders"), group=group)
        group = _("Administration")
        right("commerce.manage_accounts", _("Manage payment accounts"), group=group)
        right("commerce.manage_numbers", _("Manage document numbers"), group=group)
        holds_nobody(models.Product, models.Category, models.PriceList, models.ListPrice)
        holds_nobody(models.NumberPattern, models.NumberCounter, models.IssuedNumber)
        holds_nobody(models.PaymentAccount, models.StatementColumns, models.StatementRun)
        setting_rows(
            payment_accounts=models.PaymentAccount,
            number_patterns=models.NumberPattern,
            number_counters=models.NumberCounter,
            product_categories=models.Category,
            price_lists=models.PriceList,
            list_prices=models.ListPrice,
            statement_columns=models.StatementColumns,
        )

    def _lend_settings(self) -> None:
        from quen.kit import shell

        shell.setting(
            "categories",
            label=_("Product categories"),
            route="commerce:categories",
            icon="category",
            needs="commerce.manage_categories",
            order=42,
            about=_("The tree that products are sorted into."),
        )
        shell.setting(
            "price_lists",
            label=_("Price lists"),
            route="commerce:price_lists",
            icon="tags",
            needs="commerce.manage_price_lists",
            order=43,
            about=_(
                "Prices by currency, by days and by quantity, and which list holds for everybody."
            ),
        )
        shell.setting(
            "payment_accounts",
            label=_("Payment accounts"),
            route="commerce:accounts",
            icon="building-bank",
            needs="commerce.manage_accounts",
            order=44,
            about=_("Bank accounts and PromptPay ids that customers pay to, with their codes."),
        )
        shell.setting(
            "numbers",
            label=_("Document numbers"),
            route="commerce:numbers",
            icon="hash",
            needs="commerce.manage_numbers",
            order=45,
            about=_("How quotes, orders, invoices and contracts are numbered, without gaps."),
        )

    def _lend_numbers(self) -> None:
        from quen.commerce.numbering import number_kind

        number_kind("quote", _("Quotes"), VN="BG", default="QT")
        number_kind("order", _("Orders"), VN="DH", default="SO")
        number_kind("invoice", _("Invoices"), VN="HD", default="INV")
        number_kind("contract", _("Contracts"), VN="HDKT", default="CT")
        number_kind("credit_note", _("Credit notes"), VN="GTL", default="CN")
