"""Runs LocalStack's open core without Docker or Java, until standard input closes.

LocalStack keeps its services; three things that it would download or run in containers are this project's own, which
localstack.ts starts and names by ports in the environment: dynalite, kinesis-local and the Lambda runtime.
"""

import json
import os
from pathlib import Path
from urllib.request import Request, urlopen

from lifeline import end_with_starter
from localstack import config
from localstack.services.dynamodb.server import DynamodbServer
from localstack.services.kinesis.kinesis_mock_server import KinesisServerManager
from localstack.services.lambda_.invocation import runtime_executor
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.utils.serving import Server
from localstack.utils.threads import FuncThread

LOOPBACK = "127.0.0.1"
DYNAMO_PORT = int(os.environ.pop("STATIONWATCH_DYNAMO_PORT"))
KINESIS_PORT = int(os.environ.pop("STATIONWATCH_KINESIS_PORT"))
FUNCTIONS_URL = os.environ.pop("STATIONWATCH_FUNCTIONS_URL")
ENDINGS = ("mjs", "js", "cjs")


def idle(_server: Server) -> FuncThread:
    """The thread of a server that runs elsewhere."""
    thread = FuncThread(lambda _: thread._stop_event.wait(), name="elsewhere")
    thread.start()
    return thread


class Elsewhere(Server):
    do_start_thread = idle


class Executor(runtime_executor.RuntimeExecutor):
    """One execution environment, which is a process of the project's Lambda runtime."""

    def start(self, env_vars: dict[str, str]) -> None:
        function = self.function_version.config
        folder = Path(function.code.get_unzipped_code_location())
        module, _, _ = function.handler.rpartition(".")
        files = [folder / f"{module}.{ending}" for ending in ENDINGS]
        settings = {
            "name": self.function_version.id.function_name,
            "handlerFile": str(next((file for file in files if file.exists()), files[0])),
            "environment": {name: str(value) for name, value in env_vars.items()},
            "timeoutMs": function.timeout * 1000,
            "memoryMegabytes": function.memory_size,
        }
        self.call("PUT", settings)

    def stop(self) -> None:
        self.call("DELETE")

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        result = self.call("POST", {"event": payload["payload"]})
        return InvocationResult(
            payload["invoke-id"], result["payload"].encode(), is_error=result["isError"], logs=result["logs"]
        )

    def call(self, method: str, body: object = None):
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{FUNCTIONS_URL}/{self.id}", data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request) as answer:
            return json.load(answer)

    def get_address(self) -> str:
        return LOOPBACK

    def get_endpoint_from_executor(self) -> str:
        return LOOPBACK

    def get_runtime_endpoint(self) -> str:
        return FUNCTIONS_URL

    def get_logs(self) -> str:
        return ""

    @classmethod
    def prepare_version(cls, function_version) -> None:
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version) -> None:
        pass


config.DYNAMODB_LOCAL_PORT = DYNAMO_PORT
DynamodbServer.do_start_thread = idle
KinesisServerManager._create_kinesis_mock_server = lambda _self, _account: Elsewhere(KINESIS_PORT, LOOPBACK)
runtime_executor.get_runtime_executor = lambda: Executor

if __name__ == "__main__":
    from localstack.runtime.main import main

    end_with_starter()
    main()
