"""What is heavy, opened when it is first needed: the index, the model, the pipelines."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING

from rag.background import BackgroundLoop
from rag.embedding.embedders import made_with_words, open_embedder
from rag.embedding.vector_cache import FILE as VECTORS
from rag.errors import DamagedLibraryError, SettingsError
from rag.protocols import Embedder
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.text.analyzer import Analyzer
from rag.text.spelling_processes import Speller

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rag.answering.answer import Answering
    from rag.briefs.brief import Briefing
    from rag.briefs.found_stories import StoryNumbers
    from rag.ingest.ingester import Ingester
    from rag.ingest.watching import PageFetcher, Watching
    from rag.llm.chat_models import OpenModel
    from rag.protocols import PassageIndex, Reranker, TokenCounter
    from rag.reading.e5_reader import E5Reader
    from rag.records import BriefEvent, BriefRequest
    from rag.retrieval.retriever import Retriever
    from rag.store.passage_indexes import IndexPlace
    from rag.stories.keeping import StoryKeeper
    from rag.web.fetcher import Fetcher

_LOG = logging.getLogger(__name__)


class Components:
    """The parts of one open library; safe to use from many threads."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        analyzer: Analyzer,
        *,
        story_numbers: StoryNumbers,
    ) -> None:
        """Take the library's catalog, the analyzer with the library's glossary, and what gives the
        stories of articles."""
        self.analyzer = analyzer
        self._speller = Speller(analyzer)
        self._story_numbers = story_numbers
        self.loop = BackgroundLoop()
        self.opening = threading.RLock()
        self._settings = settings
        self._catalog = catalog
        self._open_index: PassageIndex | None = None
        self._open_answering: Answering | None = None
        self._open_briefing: Briefing | None = None
        self._open_model: OpenModel | None = None
        self._open_stories: StoryKeeper | None = None
        self.embedder: Embedder = open_embedder(
            settings.embedder,
            api_key=_secret(settings),
            base_url=settings.openai_base_url,
            cache_path=settings.folder / VECTORS,
            query_prefix=settings.embedder_query_prefix,
            passage_prefix=settings.embedder_passage_prefix,
        )

    def close(self) -> None:
        self.loop.close()
        self._speller.close()
        if self._open_index is not None:
            self._open_index.close()

    def discard_index(self) -> None:
        """Remove both indexes; whatever is asked for next opens new ones."""
        from rag.store.passage_indexes import discard_passage_index

        with self.opening:
            if self._open_index is not None:
                index, self._open_index = self._open_index, None
                self._clear(index)
                index.close()
                self._open_answering = self._open_briefing = None
            discard_passage_index(self._place(), self._catalog)

    def rebuild_words(self) -> None:
        """Remove both indexes and make the words anew; the vectors are then owed."""
        from rag.ingest.settling import settle_some

        with self.opening:
            self.discard_index()
            self._catalog.owe(add=self._catalog.chunk_ids())
            while settle_some(self._catalog, self.index(heal=False)):
                pass

    def _clear(self, index: PassageIndex) -> None:
        try:
            index.clear()
        except DamagedLibraryError as error:  # local vectors go with their folder
            _LOG.info("the vectors could not be cleared: %s", error)

    def index(self, *, heal: bool = True) -> PassageIndex:
        """Return the index, its words brought into step with the catalog unless `heal` is False.

        Vectors that are owed are not made: whoever asks a question does not wait for them.
        """
        from rag.ingest.settling import reconcile
        from rag.store.passage_indexes import open_passage_index

        with self.opening:
            if self._open_index is None:
                index = open_passage_index(
                    self._place(), self._catalog, self.embedder, self._speller
                )
                if heal:
                    try:
                        reconcile(self._catalog, index)
                    except BaseException:
                        index.close()
                        raise
                self._open_index = index
            return self._open_index

    def _place(self) -> IndexPlace:
        from rag.store.passage_indexes import IndexPlace

        settings = self._settings
        return IndexPlace(
            settings.folder, chroma_url=settings.chroma_url, milvus_url=settings.milvus_url
        )

    def ingester(self) -> Ingester:
        """Return what reads sources into the library."""
        from rag.ingest.chunking import Chunker
        from rag.ingest.ingester import Ingester

        return Ingester(
            self._catalog,
            self.index(),
            Chunker(self.tokens(), max_tokens=self._settings.chunk_tokens),
            max_bytes=self._settings.max_file_mb * 1_000_000,
            library=self._settings.folder,
            at_once=made_with_words(self.embedder.fingerprint),
            speller=self._speller,
        )

    def stories(self) -> StoryKeeper:
        """Return what puts the articles into stories."""
        from rag.stories.keeping import StoryKeeper

        with self.opening:
            if self._open_stories is None:
                self._open_stories = StoryKeeper(
                    self._catalog, self.analyzer, self._sentence_encoder()
                )
            return self._open_stories

    def watching(self, fetcher: PageFetcher, writing: threading.Lock) -> Watching:
        """Return what reads the watched feeds into the library."""
        from rag.ingest.chunking import Chunker
        from rag.ingest.watching import Watching

        return Watching(
            self._catalog,
            self.index(),
            Chunker(self.tokens(), max_tokens=self._settings.chunk_tokens),
            fetcher,
            writing=writing,
            max_bytes=self._settings.max_file_mb * 1_000_000,
            at_once=made_with_words(self.embedder.fingerprint),
        )

    def fetcher(self) -> Fetcher:
        """Return what fetches links. Raises `SettingsError` for a proxy that is none."""
        from rag.web.connections import NetworkAccess
        from rag.web.fetcher import FetchBounds, Fetcher, own_agent

        proxy = self._settings.proxy
        return Fetcher(
            agent=self._settings.user_agent or own_agent(),
            bounds=FetchBounds(bytes=self._settings.max_file_mb * 1_000_000),
            network=NetworkAccess(
                proxy=None if proxy is None else proxy.get_secret_value() or None
            ),
        )

    def retriever(self, *, model: bool = True) -> Retriever:
        """Return the search of the library; without `model` no chat model reranks."""
        from rag.retrieval.retriever import Retriever

        return Retriever(
            self._catalog,
            self.index(),
            self.embedder,
            analyzer=self.analyzer,
            reranker=self._reranker() if model else None,
        )

    def _reranker(self) -> Reranker | None:
        if self._settings.reranker == "none":
            return None
        from rag.llm.chat_stream import Chat
        from rag.retrieval.reranking import ModelReranker

        model = self._model()
        if model is None:
            raise SettingsError("MUJAZ_RERANKER=model needs a chat model; set MUJAZ_MODEL")
        return ModelReranker(Chat(model.chat, price=model.price), self.loop.run)

    def tokens(self) -> TokenCounter:
        from rag.llm.tokens import open_token_counter

        return open_token_counter()

    def answering(self) -> Answering:
        """Return the pipeline that answers questions."""
        with self.opening:
            if self._open_answering is None:
                self._open_answering = self._build_answering()
            return self._open_answering

    def briefing(self) -> Briefing:
        """Return the pipeline that makes briefs."""
        with self.opening:
            if self._open_briefing is None:
                self._open_briefing = self._build_briefing(self._model())
            return self._open_briefing

    def _read_weights(self, reader: E5Reader | None) -> None:
        """Read the weights of the encoder and the reader in threads while the rest is opened: most
        of it is unpacking, for which others need not wait."""
        if self._settings.embedder == "use":
            from rag.embedding.use import UseEmbedder

            threading.Thread(target=UseEmbedder().open, name="weights", daemon=True).start()
        if reader is not None:
            threading.Thread(target=reader.open, name="reader", daemon=True).start()

    def reader_state(self) -> str:
        """Return the name of what reads sentences beside a question, or `none` with the reason
        where it is wanted; it is opened for that."""
        from rag.reading.e5_reader import reader_fault

        if not self._wants_reader():
            return "none"
        fault = reader_fault()
        return f"none: {fault}" if fault else self._settings.reader

    def _reader(self) -> E5Reader | None:
        """Return what reads sentences beside a question: none without an encoder, and where its
        language model is not installed."""
        from rag.reading.e5_reader import E5Reader, can_read

        return E5Reader() if self._wants_reader() and can_read() else None

    def _wants_reader(self) -> bool:
        return self._settings.reader != "none" and self._sentence_encoder() is not None

    def _build_answering(self) -> Answering:
        reader = self._reader()
        self._read_weights(reader)
        from rag.answering.answer import Answering
        from rag.answering.intent_answers import IntentAnswers
        from rag.answering.sentence_ranking import SentenceRanking
        from rag.answering.writers import open_writing

        retriever, limit = self.retriever(), self._settings.passages

        ranking = SentenceRanking(
            self.index().rarity, self.analyzer, self._sentence_encoder(), reader
        )
        writing = open_writing(
            self._model(),
            counter=self.tokens(),
            rarity=self.index().rarity,
            search=partial(retriever.search, limit=limit),
            coverage=retriever.coverage,
            analyzer=self.analyzer,
            ranking=ranking,
        )
        return Answering(
            retriever,
            writing.rewriter,
            writing.writer,
            fallback=writing.fallback,
            passages=limit,
            scope=self._catalog.scope,
            rarity=self.index().rarity,
            analyzer=self.analyzer,
            intents=IntentAnswers(
                self._catalog,
                self.retriever(model=False),
                summarise=self._summarise,
                analyzer=self.analyzer,
            ),
            ranking=ranking,
        )

    def _sentence_encoder(self) -> Embedder | None:
        """Return what knows the meaning of sentences: none where no vectors of weight are wanted,
        and never a server, which every question would send fifty sentences to."""
        from rag.store.fusion import is_meaningful

        if not is_meaningful(self.embedder):
            return None
        if self._settings.embedder == "use":
            return self.embedder
        from rag.embedding.use import UseEmbedder

        return UseEmbedder()

    def _summarise(self, request: BriefRequest) -> AsyncGenerator[BriefEvent]:
        """Make a brief without a model. What makes briefs is loaded with the first one."""
        return self._build_briefing(None).astream(request)

    def _build_briefing(self, model: OpenModel | None) -> Briefing:
        from rag.briefs.brief import Briefing
        from rag.briefs.brief_writers import open_brief_writer

        encoder = self._sentence_encoder()
        open_writer = partial(
            open_brief_writer,
            counter=self.tokens(),
            rarity=self.index().rarity,
            analyzer=self.analyzer,
            encoder=encoder,
        )
        return Briefing(
            self.retriever(model=model is not None),
            self._catalog,
            open_writer(model),
            fallback=None if model is None else open_writer(None),
            analyzer=self.analyzer,
            story_numbers=self._story_numbers,
            encoder=encoder,
        )

    def _model(self) -> OpenModel | None:
        from rag.llm.chat_models import open_model

        with self.opening:
            if self._open_model is None:
                self._open_model = open_model(
                    self._settings.model,
                    api_key=_secret(self._settings),
                    base_url=self._settings.openai_base_url,
                    timeout=self._settings.model_timeout,
                    window=self._settings.model_window,
                    price=self._settings.model_price,
                )
            return self._open_model


def _secret(settings: Settings) -> str | None:
    key = settings.openai_api_key
    return None if key is None else key.get_secret_value()
