"""Pages of this room."""

from django.urls import path

from quen.commerce.views import categories, numbers, payment_accounts, price_lists, products

app_name = "commerce"
urlpatterns = [
    path("products/", products.product_list, name="products"),
    path("products/new/", products.product_new, name="product_new"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/retire/", products.product_retire, name="product_retire"),
    path("products/<int:pk>/offer/", products.product_offer, name="product_offer"),
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
