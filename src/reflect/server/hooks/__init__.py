"""What Jupyter calls: at each save (`saving`), and for personal workbooks, which lie elsewhere (`private`)."""
