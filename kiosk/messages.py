# SPDX-License-Identifier: EUPL-1.2
"""What the three processes of a station say to each other: typed, versioned messages on a Unix socket.

The station is the server. `call` and `ui` say `Hello` first. A message another version would not understand means
another `VERSION`; processes of different versions refuse each other. Text for people is never sent: the ui gets keys
and values and finds the words itself.
"""

from __future__ import annotations

from kiosk.action import Action as Action
from kiosk.call_messages import CameraName as CameraName
from kiosk.call_messages import CameraReport as CameraReport
from kiosk.call_messages import CancelStill as CancelStill
from kiosk.call_messages import Channel as Channel
from kiosk.call_messages import ChooseCamera as ChooseCamera
from kiosk.call_messages import Connection as Connection
from kiosk.call_messages import ConnectionState as ConnectionState
from kiosk.call_messages import DataArrived as DataArrived
from kiosk.call_messages import DevicesTried as DevicesTried
from kiosk.call_messages import DropOffer as DropOffer
from kiosk.call_messages import HangUp as HangUp
from kiosk.call_messages import IceServer as IceServer
from kiosk.call_messages import LineReport as LineReport
from kiosk.call_messages import MakeOffer as MakeOffer
from kiosk.call_messages import Offer as Offer
from kiosk.call_messages import OfferFailed as OfferFailed
from kiosk.call_messages import PathChange as PathChange
from kiosk.call_messages import PathChanged as PathChanged
from kiosk.call_messages import Preview as Preview
from kiosk.call_messages import RemoteCandidate as RemoteCandidate
from kiosk.call_messages import SendData as SendData
from kiosk.call_messages import SetMedia as SetMedia
from kiosk.call_messages import SetTorch as SetTorch
from kiosk.call_messages import SetVoice as SetVoice
from kiosk.call_messages import Sources as Sources
from kiosk.call_messages import SourceState as SourceState
from kiosk.call_messages import StandIn as StandIn
from kiosk.call_messages import StillReason as StillReason
from kiosk.call_messages import StillReport as StillReport
from kiosk.call_messages import StillState as StillState
from kiosk.call_messages import StopTrying as StopTrying
from kiosk.call_messages import TakeAnswer as TakeAnswer
from kiosk.call_messages import TakeCandidates as TakeCandidates
from kiosk.call_messages import TakeStill as TakeStill
from kiosk.call_messages import TryDevices as TryDevices
from kiosk.call_messages import Zoom as Zoom
from kiosk.instrument_view import InstrumentView as InstrumentView
from kiosk.instrument_view import ValueView as ValueView
from kiosk.message import VERSION as VERSION
from kiosk.message import Hello as Hello
from kiosk.message import Message as Message
from kiosk.message import Role as Role
from kiosk.notice import Notice as Notice
from kiosk.notice import NoticeKey as NoticeKey
from kiosk.patient_view import MOST_STARS as MOST_STARS
from kiosk.patient_view import RATING_QUESTIONS as RATING_QUESTIONS
from kiosk.patient_view import AcuteView as AcuteView
from kiosk.patient_view import AttractView as AttractView
from kiosk.patient_view import CallMeView as CallMeView
from kiosk.patient_view import CallView as CallView
from kiosk.patient_view import ChatLine as ChatLine
from kiosk.patient_view import CleaningView as CleaningView
from kiosk.patient_view import Closed as Closed
from kiosk.patient_view import CodeView as CodeView
from kiosk.patient_view import Company as Company
from kiosk.patient_view import CompanyView as CompanyView
from kiosk.patient_view import ConsentView as ConsentView
from kiosk.patient_view import DropInView as DropInView
from kiosk.patient_view import ErasedView as ErasedView
from kiosk.patient_view import ExpiredView as ExpiredView
from kiosk.patient_view import GoodbyeView as GoodbyeView
from kiosk.patient_view import GpAbsentView as GpAbsentView
from kiosk.patient_view import HowToView as HowToView
from kiosk.patient_view import LanguageView as LanguageView
from kiosk.patient_view import LockedView as LockedView
from kiosk.patient_view import MeasureView as MeasureView
from kiosk.patient_view import PersonFor as PersonFor
from kiosk.patient_view import PrepareView as PrepareView
from kiosk.patient_view import Printing as Printing
from kiosk.patient_view import PurposeView as PurposeView
from kiosk.patient_view import RatingView as RatingView
from kiosk.patient_view import ReceiptLine as ReceiptLine
from kiosk.patient_view import ReconnectingView as ReconnectingView
from kiosk.patient_view import ReviewView as ReviewView
from kiosk.patient_view import SummaryView as SummaryView
from kiosk.patient_view import UnavailableView as UnavailableView
from kiosk.patient_view import WaitingView as WaitingView
from kiosk.patient_view import WhoForView as WhoForView
from kiosk.ui_messages import AnyView as AnyView
from kiosk.ui_messages import DrawFrame as DrawFrame
from kiosk.ui_messages import Fit as Fit
from kiosk.ui_messages import FrameDrawn as FrameDrawn
from kiosk.ui_messages import Key as Key
from kiosk.ui_messages import KeyAction as KeyAction
from kiosk.ui_messages import Rings as Rings
from kiosk.ui_messages import Show as Show
from kiosk.ui_messages import SoundLevel as SoundLevel
from kiosk.ui_messages import Tap as Tap
from kiosk.ui_messages import Wave as Wave
from kiosk.view import View as View

ToUi = Show | Wave | SoundLevel | Rings | Key | DrawFrame | Fit
FromUi = Hello | Tap | FrameDrawn
ToCall = (
    Rings | Preview | MakeOffer | DropOffer | TakeAnswer | TakeCandidates | SendData | SetMedia | HangUp
    | Zoom | ChooseCamera | TakeStill | CancelStill | SetTorch | SetVoice
    | TryDevices | StopTrying | StandIn
)  # fmt: skip
FromCall = (
    Hello | Offer | OfferFailed | Connection | PathChanged | LineReport | DataArrived | Sources
    | CameraReport | StillReport | DevicesTried | SoundLevel
)  # fmt: skip
ToStation = Tap | FromCall | FrameDrawn
FromStation = ToUi | ToCall
