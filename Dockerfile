FROM python:3.13-slim AS page
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
COPY tools/vendor.py tools/
RUN mkdir -p board/web/static && python tools/vendor.py

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 desk && install -d -o desk /data
WORKDIR /desk
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
COPY *.py alembic.ini pyproject.toml ./
COPY alembic alembic
COPY sla sla
COPY bot bot
COPY board board
COPY --from=page /desk/board/web/static/vendor board/web/static/vendor
RUN pip install --no-cache-dir --no-deps --editable .
USER desk
ENV PYTHONUNBUFFERED=1 LANEDESK_DATA_DIR=/data LANEDESK_BOARD_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["lanedesk"]
CMD ["run"]
