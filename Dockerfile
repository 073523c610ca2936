FROM python:3.13-slim-bookworm AS page
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
COPY tools/vendor.py tools/
RUN python tools/vendor.py

FROM python:3.13-slim-bookworm AS desk
RUN useradd --create-home --uid 10001 desk && install -d -m 700 -o desk /data
WORKDIR /desk
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY *.py alembic.ini pyproject.toml ./
COPY alembic alembic
COPY sla sla
COPY sandbox sandbox
COPY voice voice
COPY cli cli
COPY bot bot
COPY board board
COPY --from=page /desk/board/web/static/vendor board/web/static/vendor
COPY --from=page /desk/sandbox/static/vendor sandbox/static/vendor
RUN pip install --no-cache-dir --no-deps --editable . && python -m compileall -q .
USER desk
ENV PYTHONUNBUFFERED=1 LANEDESK_DATA_DIR=/data LANEDESK_BOARD_HOST=0.0.0.0
# There is no engine in it, so that nothing waits for words.
ENV LANEDESK_WHISPER_ENGINE=off
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["lanedesk"]
CMD ["run"]

# A gigabyte more: docker build --target voice.
FROM desk AS voice
USER root
COPY tools tools
RUN pip install --no-cache-dir --require-hashes -r tools/requirements-setup.lock && python -m tools.voice openai
USER desk
ENV LANEDESK_WHISPER_ENGINE=openai
CMD ["run", "voice"]

FROM desk
